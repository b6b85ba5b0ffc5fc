// What came of a trial, in sentences: made where the form is at hand, so that the page only shows them.

export interface SaidTrial {
  fileName: string;
  recognised: boolean;
  percent: number;
  entered: number;
  found: number;
  evidence: number;
  agree: number;
  wrong: readonly { at: string; label: string; file: string; computed: string }[];
  problems: readonly { at: string; text: string }[];
  problemCount: number;
  findings: readonly string[];
  findingCount: number;
}

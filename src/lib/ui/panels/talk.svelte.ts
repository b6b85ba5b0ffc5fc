// What people say to each other about the cells of the open sheet (批注), as reactive state: asked for over HTTP, asked again when the
// server says that it changed. What was typed and not sent stays here when panels are closed.
import { SvelteMap } from 'svelte/reactivity';
import type { CellKey } from '#core/forms/cell-key.ts';
import { countOpen } from './count-open.ts';

export interface Said {
  id: string;
  step: 'said' | 'resolved' | 'reopened';
  person: string;
  personName: string;
  at: number;
  /** '' when it was taken back */
  text: string;
  mentioned: readonly { person: string; name: string }[];
  removed: { personName: string; at: number } | null;
  mayRemove: boolean;
}

export interface Thread {
  id: string;
  key: CellKey;
  state: 'open' | 'resolved';
  at: number;
  maySettle: boolean;
  steps: readonly Said[];
}

export interface TalkPerson {
  person: string;
  name: string;
  unitName: string;
  role: 'clerk' | 'coordinator' | 'upper' | 'administrator' | 'auditor';
  department?: string;
}

/** Why something was not done, for words; `offline`: no answer came. */
export interface TalkRefusal {
  code: string;
  parameters: Record<string, unknown>;
}

/** Asks the sheet's part of the API. Rejects when no answer comes. */
export type AskTalk = (path: string, method?: 'POST' | 'PUT' | 'DELETE', body?: unknown) => Promise<Response>;

const offline: TalkRefusal = { code: 'offline', parameters: {} };
const mostMentions = 20;
export const longestComment = 1000;

export class Talk {
  threads = $state.raw<readonly Thread[]>([]);
  mayComment = $state(false);
  state = $state<'loading' | 'here' | 'offline'>('loading');
  people = $state.raw<readonly TalkPerson[]>([]);
  /** ids of threads with something that mentions me and that I have not seen */
  unseen = $state.raw<readonly string[]>([]);
  /** texts that were typed and not sent, by thread or by cell */
  readonly drafts = new SvelteMap<string, string>();

  readonly open = $derived(this.threads.filter(({ state }) => state === 'open'));
  readonly news = $derived(this.open.filter(({ id }) => this.unseen.includes(id)));
  /** cell → number of its open threads */
  readonly openAt = $derived(countOpen(this.threads));

  #asked = 0;

  constructor(
    readonly me: string,
    readonly ask: AskTalk
  ) {}

  /** Of several that run at once the last counts. */
  async refresh(): Promise<void> {
    const turn = (this.#asked += 1);
    try {
      const answer = await this.ask('comments');
      if (!answer.ok) throw new Error(String(answer.status));
      const read = (await answer.json()) as { threads: Thread[]; mayComment: boolean; unseen: string[] };
      if (turn !== this.#asked) return;
      this.threads = read.threads;
      this.mayComment = read.mayComment;
      this.unseen = read.unseen;
      this.state = 'here';
    } catch {
      // no network, or the session has ended, which the page says itself: what was read before stays
      if (turn === this.#asked) this.state = 'offline';
    }
  }

  /** who can be mentioned; asked for once, when somebody begins to write */
  async loadPeople(): Promise<void> {
    if (this.people.length > 0) return;
    try {
      const answer = await this.ask('people');
      if (answer.ok) this.people = (await answer.json()) as TalkPerson[];
    } catch {
      // without a network nobody can be mentioned, and nothing can be sent either: that is said when it is tried
    }
  }

  write(key: CellKey, text: string, thread?: string): Promise<TalkRefusal | undefined> {
    const mentions = this.people
      .filter(({ name }) => text.includes(`@${name}`))
      .map(({ person }) => person)
      .slice(0, mostMentions);
    return this.#do('comments', 'POST', { key, text, mentions, ...(thread === undefined ? {} : { thread }) });
  }
  settle(thread: string, state: Thread['state']): Promise<TalkRefusal | undefined> {
    return this.#do(`comments/${thread}/state`, 'PUT', { state });
  }
  remove(comment: string): Promise<TalkRefusal | undefined> {
    return this.#do(`comments/${comment}`, 'DELETE');
  }

  /** I have looked at a thread. */
  see(thread: string): void {
    if (!this.unseen.includes(thread)) return;
    this.unseen = this.unseen.filter((id) => id !== thread);
    // not told: it is news again when the page is opened the next time
    this.ask(`comments/${thread}/seen`, 'POST').catch(() => undefined);
  }

  async #do(path: string, method: 'POST' | 'PUT' | 'DELETE', body?: unknown): Promise<TalkRefusal | undefined> {
    try {
      const answer = await this.ask(path, method, body);
      const read = (await answer.json()) as Thread | TalkRefusal;
      if (!answer.ok) return read as TalkRefusal;
      this.#take(read as Thread);
      return undefined;
    } catch {
      return offline;
    }
  }

  #take(thread: Thread): void {
    this.#asked += 1; // what was asked before does not know it yet
    this.threads = [thread, ...this.threads.filter(({ id }) => id !== thread.id)];
    this.state = 'here';
    void this.refresh();
  }
}

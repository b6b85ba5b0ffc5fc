// Who acts, and with which grants. How the person proved who they are is not known here.
import type { PersonId, UnitId } from '#core/basics/ids.ts';

/** 填报人 | 牵头单位 | 上级 | 系统管理员 | 审计员 */
export type Role = 'clerk' | 'coordinator' | 'upper' | 'administrator' | 'auditor';

/**
 * A role at a unit. `clerk` needs a department (the code used in form definitions) and acts in that unit's sheets only;
 * `coordinator` acts in that unit's sheets; `upper` in those of all units below it; `administrator` and `auditor` see the unit and all below it.
 */
export interface Grant {
  role: Role;
  unit: UnitId;
  department?: string;
}

export interface Actor {
  person: PersonId;
  /** shown to others; 1 to 40 characters */
  name: string;
  grants: readonly Grant[];
}

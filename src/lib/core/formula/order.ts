// In which order formulas are computed: operands before results.
import { fail, ok, type Result } from '#core/basics/result.ts';

/**
 * @param formulas  name of each result → names of its direct operands; names that are no results are inputs and ignored
 * @returns all results, each after the results that it uses, otherwise in the order given; or the members of one circle,
 *          each using the next and the last using the first: `['A', 'B']` for A = B + 1, B = A * 2
 */
export function orderOf<Name extends string>(
  formulas: ReadonlyMap<Name, Iterable<Name>>
): Result<readonly Name[], readonly Name[]> {
  const done = new Set<Name>(); // keeps the order in which it was filled
  for (const start of formulas.keys()) {
    const circle = done.has(start) ? undefined : visit(formulas, start, done);
    if (circle) return fail(circle);
  }
  return ok([...done]);
}

/** Depth first with a stack of its own: chains may be as long as a form has rows. */
function visit<Name extends string>(
  formulas: ReadonlyMap<Name, Iterable<Name>>,
  start: Name,
  done: Set<Name>
): Name[] | undefined {
  const open = (name: Name) => ({ name, operands: (formulas.get(name) ?? [])[Symbol.iterator]() });
  const stack = [open(start)];
  const path = new Set<Name>([start]);
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const { done: finished, value: operand } = top.operands.next();
    if (finished) {
      done.add(top.name);
      path.delete(top.name);
      stack.pop();
    } else if (path.has(operand)) {
      const names = [...path];
      return names.slice(names.indexOf(operand));
    } else if (formulas.has(operand) && !done.has(operand)) {
      path.add(operand);
      stack.push(open(operand));
    }
  }
  return undefined;
}

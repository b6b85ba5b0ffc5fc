// The load generator, in a process of its own: takes one task from its parent, says what it measured.
import type { Target } from './sync-client.ts';
import { perform, type Task } from './sync-tasks.ts';

process.once('message', (wanted: { target: Target; task: Task }) => {
  perform(wanted.target, wanted.task).then(
    (measured) => process.send!({ measured }, () => process.exit(0)),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    }
  );
});

// The operator's door: `node dist/cli.js <command>`. It works on the same folder as the server, also while that runs.
import { runCommand } from './cli-commands.ts';
import { askPassword } from './cli-password.ts';

process.exitCode = await runCommand(process.argv.slice(2), {
  environment: process.env,
  out: (line) => void process.stdout.write(`${line}\n`),
  mistake: (line) => void process.stderr.write(`${line}\n`),
  askPassword: () => askPassword(process.env, process.stdin, process.stderr)
});

import { dispatch } from './dispatch.ts';
import { processShell } from './output/shell.ts';

// `npm run vak` starts in the package's folder and names the folder it was called in.
const called = process.env.INIT_CWD;
if (called !== undefined && process.env.npm_lifecycle_event === 'vak') process.chdir(called);

process.exitCode = await dispatch(process.argv.slice(2), processShell());

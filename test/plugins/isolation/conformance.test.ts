import sandbox from '../../../src/plugins/isolation/index.ts';
import { describeSandbox } from '../../../src/runtime/testing/conformance/sandbox.ts';

describeSandbox(sandbox);

import engine from '../../../../src/plugins/policy/engine/index.ts';
import { describePolicyEngine } from '../../../../src/runtime/testing/conformance/policy-engine.ts';

describePolicyEngine(engine);

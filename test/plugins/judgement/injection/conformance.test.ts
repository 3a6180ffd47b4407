import injection from '../../../../src/plugins/judgement/injection/index.ts';
import { describeInjectionDetector } from '../../../../src/runtime/testing/conformance/judgement/injection-detector.ts';

describeInjectionDetector(injection);

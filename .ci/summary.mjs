// Prints how a test run went, from vitest's JSON report named in TEST_REPORT: first as vitest words
// it, then in one plain line. A file that could not be loaded counts as one failed test.
import { readFileSync } from 'node:fs';

const { testResults } = read(process.env.TEST_REPORT ?? '');
const all = testResults.flatMap(({ assertionResults }) => assertionResults);
const broken = testResults.filter(
  ({ status, assertionResults }) =>
    status === 'failed' && !assertionResults.some((each) => each.status === 'failed'),
);
const passed = all.filter(({ status }) => status === 'passed').length;
const failed = all.filter(({ status }) => status === 'failed').length + broken.length;
const skipped = all.length + broken.length - passed - failed;

const counts = [
  ...(failed > 0 ? [`${failed} failed`] : []),
  `${passed} passed`,
  ...(skipped > 0 ? [`${skipped} skipped`] : []),
];
console.log(`      Tests  ${counts.join(' | ')} (${passed + failed + skipped})`);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { testResults: [{ status: 'failed', assertionResults: [] }] };
  }
}

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest, although its files are small. One that starts last would keep one processor busy alone. */
const LONGEST = ['/handlers/gateway/search/', '/end-to-end/', '/handlers/macro/matrix/'];

/** Starts the longest test files first, the others by Vitest's own order: by their size, or by what it knows of an earlier run. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((part) => moduleId.includes(part));
      return place === -1 ? LONGEST.length : place;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

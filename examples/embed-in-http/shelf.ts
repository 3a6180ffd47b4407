/** The library's own program: a shelf of three books, and the loans that are out. */
export function shelf() {
  const books = new Map([
    ['b1', { title: 'Atlas of rivers', rare: false }],
    ['b2', { title: 'Herbal of 1597', rare: true }],
    ['b3', { title: 'Tide tables', rare: false }],
  ]);
  const lent = new Set<string>();
  return {
    'books.find': ({ id }: { id: string }) => {
      const book = books.get(id);
      if (book === undefined) throw new Error('there is no such book');
      return { id, ...book, lent: lent.has(id) };
    },
    'books.lend': ({ id, weeks }: { id: string; weeks: number }) => {
      lent.add(id);
      return { due: `in ${weeks} weeks` };
    },
  };
}

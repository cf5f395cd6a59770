/** What a module does not export is its own. */

export const sum = (left: number, right: number): number => left + right;

const known = ["Pizza", "Donuts", "Sandwiches"] as const;

export function businessesOf(): { list(): readonly string[]; add(name: string): void } {
  const own: string[] = [...known];
  return { list: () => [...own], add: (name) => void own.push(name) };
}

/** Factory: what is made is chosen by a kind. An unknown kind is an error that names the known ones, never `undefined`. */

export type Makers<Props extends object, Made> = { readonly [Kind in keyof Props]: (props: Props[Kind]) => Made };

export function createFactory<Props extends object, Made>(what: string, makers: Makers<Props, Made>) {
  return <Kind extends keyof Props>(kind: Kind, props: Props[Kind]): Made => {
    if (!Object.hasOwn(makers, kind)) {
      throw new TypeError(`there is no ${what} [${String(kind)}], only [${Object.keys(makers).join(", ")}]`);
    }
    return makers[kind](props);
  };
}

import { useState } from "react";

/** Does what somebody asked for, and then asks anew for what is shown; what was refused stays to be read. */
export function useAct(again: () => void): { act: (work: Promise<unknown>) => Promise<boolean>; refused: unknown } {
  const [refused, setRefused] = useState<unknown>(null);
  const act = async (work: Promise<unknown>) => {
    try {
      await work;
      setRefused(null);
      again();
      return true;
    } catch (fault) {
      setRefused(fault);
      return false;
    }
  };
  return { act, refused };
}

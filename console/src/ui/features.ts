/** What the server has and what one may do, for all pages. */

import { createContext, useContext } from "react";

import { type Features, NONE } from "../core/features";

export const FeaturesContext = createContext<Features>(NONE);
export const useFeatures = (): Features => useContext(FeaturesContext);

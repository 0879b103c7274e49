import type { ReactNode } from "react";
import { catalogue, type TextScreen } from "./catalogue.ts";
import { TextProvider } from "./text-provider.tsx";

/** Hands some screens of the catalogue to the client components below; what is above is not inherited. */
export function PageText({
  screens,
  children,
}: {
  screens: readonly TextScreen[];
  children: ReactNode;
}) {
  const messages = Object.fromEntries(screens.map((screen) => [screen, catalogue[screen]]));
  return <TextProvider messages={messages}>{children}</TextProvider>;
}

import type { ReactNode } from "react";
import { catalogues, type TextScreen } from "./catalogue.ts";
import { requestLanguage } from "./server-text.ts";
import { TextProvider } from "./text-provider.tsx";

/** Hands some screens of the catalogue to the client components below; what is above is not inherited. */
export async function PageText({
  screens,
  children,
}: {
  screens: readonly TextScreen[];
  children: ReactNode;
}) {
  const language = await requestLanguage();
  const messages = Object.fromEntries(
    screens.map((screen) => [screen, catalogues[language][screen]]),
  );
  return (
    <TextProvider language={language} messages={messages}>
      {children}
    </TextProvider>
  );
}

"use client";

import type { ReactNode } from "react";
import { useText } from "#components/text/use-text.ts";
import { LanguageSelect } from "./language-select.tsx";
import { Mark } from "./mark.tsx";

/** The frame of every page outside a call: the name on top, the content in the middle. */
export function PageFrame({ children }: { children: ReactNode }) {
  const text = useText("common");
  return (
    <div className="flex min-h-dvh flex-col px-4 pb-[max(1rem,env(safe-area-inset-bottom))] sm:px-8">
      <header className="mx-auto flex w-full max-w-6xl items-center justify-between gap-4 py-4">
        <a
          href="/"
          className="-ms-2 flex min-h-11 items-center gap-2 rounded-control px-2 text-title font-semibold tracking-tight"
        >
          <Mark />
          {text("appName")}
        </a>
        <LanguageSelect />
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto flex w-full max-w-6xl flex-1 flex-col outline-none"
      >
        {children}
      </main>
    </div>
  );
}

/** A page that says one thing and offers a way on. */
export function Message({
  heading,
  children,
  actions,
}: {
  heading: string;
  children: ReactNode;
  actions: ReactNode;
}) {
  return (
    <div className="m-auto flex max-w-lg flex-col items-center gap-4 py-12 text-center">
      <span className="text-muted">
        <Mark size={56} />
      </span>
      <h1 className="text-balance text-display font-semibold tracking-tight">{heading}</h1>
      <div className="text-pretty text-large text-muted">{children}</div>
      <div className="mt-2 flex flex-wrap justify-center gap-3">{actions}</div>
    </div>
  );
}

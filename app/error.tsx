"use client";

import { useText } from "#components/text/use-text.ts";
import { Button, buttonClasses } from "#components/ui/button.tsx";
import { Mark } from "#components/ui/mark.tsx";

/** A fault below the root layout. `digest` is the number under which the server logged it. */
export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const text = useText("failed");
  return (
    <main
      id="content"
      className="mx-auto flex min-h-dvh max-w-lg flex-col items-center justify-center gap-4 px-4 text-center"
    >
      <title>{text("title")}</title>
      <span className="text-muted">
        <Mark size={56} />
      </span>
      <h1 className="text-display font-semibold tracking-tight">{text("heading")}</h1>
      <p role="alert" className="text-large text-muted">
        {text("body")}
      </p>
      {error.digest !== undefined && (
        <p className="text-small text-muted tabular-nums">
          {text("code", { digest: error.digest })}
        </p>
      )}
      <div className="mt-2 flex flex-wrap justify-center gap-3">
        <Button look="primary" onClick={reset}>
          {text("tryAgain")}
        </Button>
        <a href="/" className={buttonClasses()}>
          {text("backToHome")}
        </a>
      </div>
    </main>
  );
}

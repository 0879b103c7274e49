import type { ComponentProps, RefObject } from "react";

/** Takes a password that is made up for a meeting. Shown while it is typed, for it has to be told to others. */
export function NewPasswordField({
  id,
  field,
  hintId,
  problem,
  onChange,
  ...input
}: Pick<ComponentProps<"input">, "name" | "aria-label" | "placeholder"> & {
  id: string;
  field: RefObject<HTMLInputElement | null>;
  value: string;
  /** Of the element that says what it is for, while there is no problem. */
  hintId: string;
  /** Why this one cannot be used; null while nothing is wrong. */
  problem: string | null;
  onChange: (typed: string) => void;
}) {
  return (
    <>
      <input
        ref={field}
        id={id}
        type="text"
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? hintId : `${id}-problem`}
        className={`field ${problem === null ? "" : "invalid"}`}
        onChange={({ target }) => onChange(target.value)}
        {...input}
      />
      {problem !== null && (
        <p id={`${id}-problem`} role="alert" className="text-small text-danger">
          {problem}
        </p>
      )}
    </>
  );
}

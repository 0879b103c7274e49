import type { ComponentProps, ReactNode, RefObject } from "react";
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from "#protocol/password-length.ts";

const LENGTHS = { min: PASSWORD_MIN_LENGTH, max: PASSWORD_MAX_LENGTH };

/**
 * Takes a password that is made up for a meeting, and says what it is for and what is wrong with it. Shown while it is
 * typed, for it has to be told to others.
 */
export function NewPasswordField({
  id,
  field,
  children,
  hint,
  isWrong,
  problem,
  onChange,
  ...input
}: Pick<ComponentProps<"input">, "name" | "aria-label" | "placeholder"> & {
  id: string;
  field: RefObject<HTMLInputElement | null>;
  value: string;
  /** The label, or the heading that stands for it. */
  children: ReactNode;
  hint: string;
  /** Whether this one was found not to be usable. */
  isWrong: boolean;
  /** Says what would be, by how many characters it may have. */
  problem: (lengths: typeof LENGTHS) => string;
  onChange: (typed: string) => void;
}) {
  return (
    <>
      <div>
        {children}
        <p id={`${id}-hint`} role="status" className="text-small text-muted">
          {hint}
        </p>
      </div>
      <input
        ref={field}
        id={id}
        type="text"
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? `${id}-problem` : `${id}-hint`}
        className={`field ${isWrong ? "invalid" : ""}`}
        onChange={({ target }) => onChange(target.value)}
        {...input}
      />
      {isWrong && (
        <p id={`${id}-problem`} role="alert" className="text-small text-danger">
          {problem(LENGTHS)}
        </p>
      )}
    </>
  );
}

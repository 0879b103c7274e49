"use client";

import {
  type ComponentType,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useText } from "#components/text/use-text.ts";
import { Button } from "./button.tsx";
import { Mark } from "./mark.tsx";
import { createPart, type Part } from "./part.ts";
import { Problem } from "./problem.tsx";
import { usePart } from "./use-part.ts";

/** Draws nothing while it is on its way, and a message with a button in its place while it cannot be loaded. */
export type OpenedPart<P> = ComponentType<P> & {
  /** Loads it before it is opened, as long as it takes, until the returned function is called. */
  readonly want: () => () => void;
  /** Loads it before it is opened, if that can be done now. */
  readonly prepare: () => void;
};

/** Something that a person opens in the page, loaded then. The message stands in its place, with `className`. */
export function openedPart<P extends object>(
  load: () => Promise<ComponentType<P>>,
  className = "",
): OpenedPart<P> {
  const part = createPart(load);
  return opened(part, (props: P) => <InPlace part={part} className={className} props={props} />);
}

/** Something that a person opens over the page, loaded then. The message lies over the page too, until it is closed. */
export function openedWindow<P extends Closable>(
  load: () => Promise<ComponentType<P>>,
): OpenedPart<P> {
  const part = createPart(load);
  return opened(part, (props: P) => <OverThePage part={part} props={props} />);
}

interface Closable {
  readonly onClose: () => void;
  /** False while what stays drawn shows nothing. */
  readonly isOpen?: boolean;
}

function opened<P, T>(part: Part<T>, shown: (props: P) => ReactNode): OpenedPart<P> {
  return Object.assign(shown, { want: part.want, prepare: () => void part.tryNow() });
}

function InPlace<P extends object>({
  part,
  className,
  props,
}: {
  part: Part<ComponentType<P>>;
  className: string;
  props: P;
}) {
  const { loaded: Loaded, isMissing } = usePart(part);
  const place = useRef<HTMLDivElement>(null);
  const hadFocus = useRef(false);
  useLayoutEffect(() => {
    // Whoever pressed the button of the message goes on in what has come for it.
    if (Loaded === null || !hadFocus.current) return;
    hadFocus.current = false;
    place.current?.querySelector<HTMLElement>(FOCUSABLE)?.focus();
  }, [Loaded]);
  return (
    <div ref={place} className="contents">
      {Loaded !== null && <Loaded {...props} />}
      {isMissing && (
        <FocusNoted className={className} hadFocus={hadFocus}>
          <Missing part={part} />
        </FocusNoted>
      )}
    </div>
  );
}

function OverThePage<P extends Closable>({
  part,
  props,
}: {
  part: Part<ComponentType<P>>;
  props: P;
}) {
  const { loaded: Loaded, isMissing } = usePart(part);
  if (Loaded !== null) return <Loaded {...props} />;
  if (!isMissing || props.isOpen === false) return null;
  return <MissingWindow part={part} onClose={props.onClose} />;
}

const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";

/** What is the same for every part: what happened, and the way on. */
function Missing<T>({ part, id }: { part: Part<T>; id?: string }) {
  const text = useText("common");
  const [isTrying, setIsTrying] = useState(false);
  /** Said anew after each press that did not help. */
  const [presses, setPresses] = useState(0);
  const tryAgain = async () => {
    if (isTrying) return;
    setIsTrying(true);
    await part.tryNow();
    setIsTrying(false);
    setPresses((now) => now + 1);
  };
  return (
    <Problem
      action={
        <Button size="small" aria-busy={isTrying} onClick={() => void tryAgain()}>
          {isTrying && <Mark size={16} turning />}
          {text("tryAgain")}
        </Button>
      }
    >
      <p key={presses} id={id}>
        {text("partMissing")}
      </p>
    </Problem>
  );
}

/** Tells, when it goes, whether the focus was in it. */
function FocusNoted({
  className,
  hadFocus,
  children,
}: {
  className: string;
  hadFocus: RefObject<boolean>;
  children: ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    return () => {
      hadFocus.current = element?.contains(document.activeElement) ?? false;
    };
  }, [hadFocus]);
  return (
    <div ref={box} className={className}>
      {children}
    </div>
  );
}

/** The browser's own dialog: the one of the other windows may be what could not be loaded. */
function MissingWindow<T>({ part, onClose }: { part: Part<T>; onClose: () => void }) {
  const text = useText("common");
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Closed before it is taken away: then the browser gives the focus back to what opened it.
    return () => element?.close();
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    // It is meant for this window, and not for what lies below.
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className="panel m-auto w-[min(26rem,calc(100vw-2rem))] animate-appear flex-col gap-4 rounded-card bg-raised p-5 text-start text-body text-text shadow-raised backdrop:bg-scrim open:flex"
    >
      <Missing part={part} id={id} />
      <Button className="self-end" onClick={onClose}>
        {text("close")}
      </Button>
    </dialog>
  );
}

/**
 * The mark: a ring of small arcs that nearly close, the last one in the accent, since a rondo comes back to its theme.
 * Purely decorative; whoever uses it says in words what it stands for.
 */
export function Mark({ size = 28, turning = false }: { size?: number; turning?: boolean }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="none"
      strokeWidth="4"
      strokeLinecap="round"
      className={turning ? "animate-turn" : undefined}
    >
      <circle
        cx="16"
        cy="16"
        r="12"
        pathLength="96"
        stroke="currentColor"
        strokeDasharray="8 8 8 8 8 8 8 8 8 24"
        transform="rotate(-24 16 16)"
      />
      <circle
        cx="16"
        cy="16"
        r="12"
        pathLength="96"
        className="stroke-accent"
        strokeDasharray="8 88"
        strokeDashoffset="-80"
        transform="rotate(-24 16 16)"
      />
    </svg>
  );
}

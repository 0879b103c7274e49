import { TriangleAlert } from "lucide-react";
import { useText } from "#components/text/use-text.ts";
import type { AdminOverview } from "#protocol/admin.ts";

function Notice({ children, cure }: { children: string; cure: string }) {
  return (
    <li className="flex items-start gap-3 rounded-card bg-sunken px-4 py-3">
      <TriangleAlert aria-hidden="true" size={18} className="mt-0.5 shrink-0 text-fair" />
      <div className="max-w-[66ch]">
        <p className="font-medium">{children}</p>
        <p className="text-small text-muted">{cure}</p>
      </div>
    </li>
  );
}

/** What the operator should know about reaching people, each with what to do. */
export function Notices({ relay, publicStun }: Pick<AdminOverview, "relay" | "publicStun">) {
  const text = useText("admin");
  if (relay === "configured" && !publicStun) return null;
  return (
    <ul className="flex flex-col gap-2">
      {relay === "none" && (
        <Notice cure={text("notices.noRelayCure")}>{text("notices.noRelay")}</Notice>
      )}
      {publicStun && (
        <Notice cure={text("notices.publicStunCure")}>{text("notices.publicStun")}</Notice>
      )}
    </ul>
  );
}

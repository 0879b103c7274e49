/**
 * Fails when the lockfile holds a version with a known hole. An audit service is not reachable everywhere, so the
 * floors are kept in the repository, each with its reason.
 */

/**
 * @typedef {Record<string, { floor: string, why: string }>} Floors
 * @typedef {{ packages: Record<string, { version?: string }> }} Lockfile
 */

/**
 * Every installed copy of a package below its floor, as a sentence.
 * @param {Lockfile} lockfile
 * @param {Floors} floors
 * @returns {string[]}
 */
export function belowFloors(lockfile, floors) {
  const problems = [];
  for (const [path, { version }] of Object.entries(lockfile.packages)) {
    const name = path.split("node_modules/").pop() ?? "";
    const rule = floors[name];
    if (rule === undefined || version === undefined) continue;
    if (isBelow(version, rule.floor)) {
      problems.push(`${path} is ${version}, below ${rule.floor}: ${rule.why}`);
    }
  }
  return problems;
}

/**
 * Compares release numbers; a pre-release counts as below its release.
 * @param {string} version
 * @param {string} floor
 */
function isBelow(version, floor) {
  const [release = "", prerelease] = version.split("-");
  const given = release.split(".").map(Number);
  const least = floor.split(".").map(Number);
  for (let index = 0; index < 3; index += 1) {
    const difference = (given[index] ?? 0) - (least[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return prerelease !== undefined;
}

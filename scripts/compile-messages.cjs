/**
 * A loader of the bundler: makes a file of messages (JSON, by screen and key, in ICU's syntax) a module of compiled ones,
 * as `use-intl/format-message/format-only` reads them. A message with an error fails the build and says where it is.
 *
 * @param {string} source
 * @returns {Promise<string>}
 */
module.exports = async function compileMessages(source) {
  const { default: compile } = await import("icu-minify/compile");
  return `export default ${JSON.stringify(compiled(JSON.parse(source), []))};`;

  /**
   * @param {Record<string, any>} messages Messages or screens of them, as JSON.parse gives them.
   * @param {readonly string[]} path
   * @returns {object}
   */
  function compiled(messages, path) {
    const entries = Object.entries(messages).map(([key, message]) => {
      const place = [...path, key];
      if (typeof message !== "string") return [key, compiled(message, place)];
      try {
        return [key, compile(message)];
      } catch (error) {
        throw new Error(`${place.join(".")}: ${error}`, { cause: error });
      }
    });
    return Object.fromEntries(entries);
  }
};

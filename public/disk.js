// Writes files for browsers that let only workers do so (Safari before 26), with the access handles of the File System
// Standard. It does what it is asked to in order, and answers each request by its number, with a problem if there was one.
const openFiles = new Map();

const acts = {
  async open({ path, name }) {
    let folder = await navigator.storage.getDirectory();
    for (const step of path) folder = await folder.getDirectoryHandle(step);
    const file = await folder.getFileHandle(name, { create: true });
    openFiles.set(name, { handle: await file.createSyncAccessHandle(), bytes: 0 });
  },
  async write({ name, block }) {
    const file = openFiles.get(name);
    const written = file.handle.write(new Uint8Array(block), { at: file.bytes });
    // Some browsers write what fits and say nothing.
    if (written < block.byteLength) throw new RangeError("no room on the disk");
    file.bytes += written;
  },
  async close({ name }) {
    const file = openFiles.get(name);
    openFiles.delete(name);
    // Until Safari 16.4 these two take their time.
    await file?.handle.flush();
    await file?.handle.close();
  },
};

let before = Promise.resolve();
self.onmessage = ({ data }) => {
  before = before.then(async () => {
    try {
      await acts[data.act](data);
      self.postMessage({ request: data.request });
    } catch (error) {
      self.postMessage({ request: data.request, problem: String(error) });
    }
  });
};

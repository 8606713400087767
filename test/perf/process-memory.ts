import { readdirSync, readFileSync } from 'node:fs';

/** Memory of one process that no other process in the world maps. */
export interface ProcessMemory {
  readonly pid: number;
  readonly privateMb: number;
}

export interface TreeMemory {
  readonly processes: readonly ProcessMemory[];
  /** Pages that several processes map, each counted once, whoever else maps them. */
  readonly sharedMb: number;
  readonly totalMb: number;
}

/** One mapping of a process, from proc(5) `smaps`, in kB. */
export interface Mapping {
  /** The same for the same part of the same file, or of memory inherited by a fork. */
  readonly key: string;
  readonly privateKb: number;
  readonly sharedKb: number;
}

/**
 * Memory of a program with all its child processes, on Linux. Proportional set size would do but
 * for one thing: another program on the same Electron makes it smaller. Here shared pages count
 * once and in full. Where two processes share different pages of one mapping only the larger part
 * is seen, so the sum is a little low, never high.
 */
export function treeMemory(rootPid: number): TreeMemory {
  const processes: ProcessMemory[] = [];
  const shared = new Map<string, number>();
  for (const pid of processTree(rootPid)) {
    let privateKb = 0;
    for (const mapping of parseSmaps(readFileSync(`/proc/${pid}/smaps`, 'utf8'))) {
      privateKb += mapping.privateKb;
      shared.set(mapping.key, Math.max(shared.get(mapping.key) ?? 0, mapping.sharedKb));
    }
    processes.push({ pid, privateMb: privateKb / 1024 });
  }
  const sharedMb = [...shared.values()].reduce((total, kb) => total + kb, 0) / 1024;
  const privateMb = processes.reduce((total, each) => total + each.privateMb, 0);
  return { processes, sharedMb, totalMb: privateMb + sharedMb };
}

/** The mappings in the text of an `smaps` file. */
export function parseSmaps(text: string): Mapping[] {
  const mappings: { key: string; privateKb: number; sharedKb: number }[] = [];
  for (const line of text.split('\n')) {
    const head = /^([0-9a-f]+)-[0-9a-f]+ \S+ ([0-9a-f]+) (\S+) (\d+)/.exec(line);
    if (head !== null) {
      const [, address = '', offset = '', device = '', inode = ''] = head;
      // Memory without a file is shared by a fork only, and then lies at the same address.
      const key = inode === '0' ? `fork ${address}` : `file ${device} ${inode} ${offset}`;
      mappings.push({ key, privateKb: 0, sharedKb: 0 });
      continue;
    }
    const [, kind, kb] = /^(Private|Shared)_(?:Clean|Dirty):\s+(\d+) kB$/.exec(line) ?? [];
    const mapping = mappings.at(-1);
    if (mapping === undefined || kb === undefined) continue;
    if (kind === 'Private') mapping.privateKb += Number(kb);
    else mapping.sharedKb += Number(kb);
  }
  return mappings;
}

/** A process and all that descend from it. */
function processTree(rootPid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = parentOf(pid);
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const tree = [rootPid];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

function parentOf(pid: number): number | null {
  try {
    // The name in brackets may hold anything; the parent is the second word after it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch (caught) {
    // It ended between the listing and the look.
    if (caught instanceof Error && 'code' in caught) return null;
    throw caught;
  }
}

/** The tags of a run in sections by their prefix. Pure. */
export interface ITagGroup {
  /** Up to the first `/`, without it; `''` for tags without a prefix. */
  prefix: string;
  /** In the order in which they were first logged. */
  tags: string[];
}

/** What a view shows of all tags. */
export interface ITagGroups {
  groups: ITagGroup[];
  /** Tags that pass the filter, shown or not. */
  matching: number;
}

/**
 * Groups the tags that contain `filter`, letter case aside, and stops after `limit` of them: a run may have a hundred
 * thousand.
 */
export function groupTags(
  tags: Iterable<string>,
  filter: string,
  limit: number
): ITagGroups {
  const wanted = filter.trim().toLowerCase();
  const groups = new Map<string, ITagGroup>();
  let matching = 0;
  for (const tag of tags) {
    if (wanted && !tag.toLowerCase().includes(wanted)) {
      continue;
    }
    if (++matching > limit) {
      continue;
    }
    const at = tag.indexOf('/');
    const prefix = at > 0 ? tag.slice(0, at) : '';
    const group = groups.get(prefix) ?? { prefix, tags: [] };
    groups.set(prefix, group);
    group.tags.push(tag);
  }
  // Tags without a prefix stand first, where they need no heading.
  const sorted = [...groups.values()].sort(
    (a, b) => Number(a.prefix !== '') - Number(b.prefix !== '')
  );
  return { groups: sorted, matching };
}

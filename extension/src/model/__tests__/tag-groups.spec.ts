import { groupTags } from '../tag-groups';

describe('groupTags()', () => {
  it('groups by prefix, tags without one first', () => {
    expect(
      groupTags(['train/a', 'loss', 'val/a', 'train/b/c'], '', 10)
    ).toEqual({
      groups: [
        { prefix: '', tags: ['loss'] },
        { prefix: 'train', tags: ['train/a', 'train/b/c'] },
        { prefix: 'val', tags: ['val/a'] }
      ],
      matching: 4
    });
  });

  it('takes a slash in front for a part of the name', () => {
    expect(groupTags(['/a'], '', 10).groups).toEqual([
      { prefix: '', tags: ['/a'] }
    ]);
  });

  it('filters by a part of the tag, letter case aside', () => {
    const { groups, matching } = groupTags(['Train/Loss', 'lr'], ' loss ', 10);
    expect(groups).toEqual([{ prefix: 'Train', tags: ['Train/Loss'] }]);
    expect(matching).toBe(1);
  });

  it('shows a part of a hundred thousand tags and counts them all', () => {
    const tags = Array.from({ length: 100_000 }, (_, i) => `p${i}/t`);
    const { groups, matching } = groupTags(tags, '', 60);
    expect(groups).toHaveLength(60);
    expect(matching).toBe(100_000);
  });
});

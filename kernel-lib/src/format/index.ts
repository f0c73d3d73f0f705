/**
 * The run format: pure functions over bytes and values, for Node and browsers.
 * @module trialbook/format
 */
export * from './layout';
export * from './values';
export * from './image-type';
export * from './journal';
export * from './feed';
export * from './card';
export * from './sweep-card';
export * from './cells';
export * from './document';
export * from './cell-marks';
export * from './linear-script';
export * from './provenance';
export * from './output';
export * from './output-scalars';
export * from './table';
export * from './tfevents';
export * from './lines';
export * from './numbers';
export * from './status';
export * from './flag-rules';
export * from './fold';
export * from './feed-fold';
export * from './feed-lines';
export * from './record-value';
export * from './revive-value';
export * from './flag-text';
export * from './format-value';
export * from './plain-text';
export * from './terminal-text';
export * from './reproduce';
export * from './series-summary';
export * from './sparkline';
export * from './sparkline-text';
export * from './downsample';
export * from './smooth';
export * from './filter';
export * from './diff';
export * from './queue';

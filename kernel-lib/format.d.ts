export * from './dist/format';

// The editor in the page's own ink: every colour is one of the page's, light and dark alike.
import { EditorView } from '@codemirror/view';

/** The dimensions' hues, as in styles/tokens.css. */
const dims = Object.fromEntries([...'ncdhwltf'].map((letter) => [`.d-${letter}`, { color: `var(--${letter})` }]));

export const editorTheme = EditorView.theme({
  '&': {
    color: 'var(--ink)',
    backgroundColor: 'transparent',
    fontSize: 'var(--code-size, 13.5px)',
    maxHeight: 'var(--code-height, 60vh)',
  },
  '&:focus-within, &.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px', borderRadius: '9px 9px 0 0' },
  // Again over the lines: the outline lies under the columns of numbers and shapes.
  '&:focus-within::after': {
    content: '""',
    position: 'absolute',
    inset: '0',
    zIndex: '300',
    border: '2px solid var(--focus)',
    borderRadius: '9px 9px 0 0',
    pointerEvents: 'none',
  },
  '.cm-scroller': {
    fontFamily: 'var(--mono)',
    lineHeight: '1.75',
    overflow: 'auto',
    containerType: 'inline-size',
    maxHeight: 'var(--code-height, 60vh)',
  },
  '.cm-content': { padding: '14px 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 12px 0 10px' },
  '.cm-gutters': { backgroundColor: 'var(--card)', color: 'var(--soft)', border: 'none' },
  // Where a line has no shape, its code shows through the column of shapes.
  '.cm-gutters.cm-gutters-after': { border: 'none', backgroundColor: 'transparent', pointerEvents: 'none' },
  '.cm-shapes .cm-gutterElement:has(.result)': {
    backgroundColor: 'var(--card)',
    boxShadow: '-10px 0 8px -2px var(--card)',
    pointerEvents: 'auto',
  },
  '.cm-shapes .cm-gutterElement.cm-activeLineGutter:has(.result)': { boxShadow: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: 'var(--number-width, 38px)', padding: '0 6px 0 4px' },
  '.cm-shapes .cm-gutterElement': {
    padding: '0 14px 0 10px',
    textAlign: 'right',
    fontSize: '.925em',
    color: 'var(--ink)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine, &.cm-focused .cm-activeLineGutter': {
    backgroundColor: 'var(--tint)',
    color: 'inherit',
  },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--select)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'transparent', outline: '1px solid var(--line)' },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'transparent' },
  '.cm-bad-line, .cm-gutters .cm-bad-line': { backgroundColor: 'var(--bad-tint)' },
  '&.cm-focused .cm-activeLine.cm-bad-line': { backgroundColor: 'var(--bad-tint)' },
  '.cm-error-words': {
    color: 'var(--bad)',
    fontFamily: 'var(--text)',
    fontSize: '13px',
    lineHeight: '1.5',
    // As wide as what is in view, wherever that is scrolled to: long words break.
    position: 'sticky',
    left: 'var(--number-width, 44px)',
    width: 'calc(100cqi - 158px)',
    padding: '2px 4px 8px 10px',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline 1.5px var(--bad)',
    textUnderlineOffset: '3px',
  },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline 1.5px dotted var(--soft)',
    textUnderlineOffset: '3px',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--card)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '8px',
    maxWidth: '60ch',
  },
  '.cm-diagnostic-error, .cm-diagnostic-warning': { borderLeft: 'none', fontFamily: 'var(--text)' },
  '.d': { fontWeight: '600', fontVariantNumeric: 'tabular-nums', borderRadius: '3px' },
  ...dims,
  '.d.lit': {
    backgroundColor: 'color-mix(in srgb, currentColor 18%, transparent)',
    boxShadow: '0 0 0 2px color-mix(in srgb, currentColor 18%, transparent)',
  },
  '.x, .times': { color: 'var(--soft)', padding: '0 .12em', fontWeight: '400' },
  '.first': { display: 'var(--first-display)' },
});

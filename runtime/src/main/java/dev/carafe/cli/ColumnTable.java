package dev.carafe.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A table in aligned columns, laid out as runc's {@code list} does: a column is at least 12
 * characters wide, three of them free, and the last one is not padded.
 */
final class ColumnTable {
    private static final int MIN_WIDTH = 12;
    private static final int PADDING = 3;
    private static final int NARROW_PADDING = 2;

    private final List<List<String>> rows = new ArrayList<>();

    private final int minWidth;
    private final int padding;

    ColumnTable(String... headings) {
        this(MIN_WIDTH, PADDING, headings);
    }

    private ColumnTable(int minWidth, int padding, String... headings) {
        this.minWidth = minWidth;
        this.padding = padding;
        rows.add(List.of(headings));
    }

    /** A table whose columns are as wide as what is in them, for many on a screen. */
    static ColumnTable narrow(String... headings) {
        return new ColumnTable(0, NARROW_PADDING, headings);
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    String render() {
        int last = rows.getFirst().size() - 1;
        int[] widths = new int[last];
        for (int column = 0; column < last; column++) {
            widths[column] = minWidth;
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], width(row.get(column)) + padding);
            }
        }
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            for (int column = 0; column < last; column++) {
                String cell = row.get(column);
                out.append(cell).repeat(' ', widths[column] - width(cell));
            }
            out.append(row.get(last)).append('\n');
        }
        return out.toString();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}

package dev.carafe.spec;

/**
 * Size of a terminal in characters; config.md, "Process".
 *
 * @param height rows; 0 to 65535 where a terminal is asked for
 * @param width columns; 0 to 65535 where a terminal is asked for
 */
public record ConsoleSize(long height, long width) {}

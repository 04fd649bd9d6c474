/** systemd's manager, over D-Bus: transient units for control groups. */
@NullMarked
package dev.carafe.systemd;

import org.jspecify.annotations.NullMarked;

@NullMarked
package org.freedesktop.systemd1;

import org.jspecify.annotations.NullMarked;

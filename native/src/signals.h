/* Signal state for a program about to be executed. */
#ifndef CARAFE_SIGNALS_H
#define CARAFE_SIGNALS_H

/* Every signal to its default disposition, none blocked. */
void reset_signals(void);

#endif

"""Where documents come in by themselves: mailboxes and watched folders, as the settings name them."""

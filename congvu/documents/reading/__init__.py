"""Reading the particulars of a document from its file, as a clerk reads them from the paper: by the places the law gives
them on the page (Decree 30/2020, annex I, part IV). Rules one can read; nothing is learned, nothing is guessed at."""

"""Guardas de toda a suíte: pegam defeitos que nenhuma leitura vê."""

"""Nomes inventados, para a demonstração e para os testes. Nenhum é de pessoa conhecida."""

from random import Random

FEMININOS = (
    "Alice", "Ana", "Aparecida", "Bárbara", "Beatriz", "Carla", "Célia", "Cíntia", "Clara",
    "Dalva", "Dora", "Edna", "Elaine", "Elisa", "Estela", "Fátima", "Gilda", "Helena", "Inês",
    "Irene", "Ivone", "Joana", "Júlia", "Lídia", "Lívia", "Luzia", "Mara", "Marina", "Marta",
    "Nair", "Neide", "Olívia", "Paula", "Rosana", "Silvia", "Tânia", "Teresa", "Vera", "Zilda",
)  # fmt: skip
MASCULINOS = (
    "Adauto", "Antônio", "Benedito", "Bento", "Bruno", "Caio", "Carlos", "Celso", "Davi",
    "Diego", "Edson", "Elias", "Fábio", "Flávio", "Geraldo", "Gilberto", "Hugo", "Igor", "Ivan",
    "Joaquim", "João", "Jorge", "Júlio", "Lucas", "Luís", "Marcos", "Mauro", "Nelson", "Nilo",
    "Olavo", "Osvaldo", "Paulo", "Pedro", "Raul", "Renato", "Rui", "Sérgio", "Valdir", "Vítor",
)  # fmt: skip
SOBRENOMES = (
    "Amaral", "Antunes", "Assunção", "Barreto", "Bastos", "Braga", "Camargo", "Campos",
    "Cordeiro", "Dantas", "Esteves", "Falcão", "Ferraz", "Freire", "Godoy", "Guedes", "Leme",
    "Lemos", "Macedo", "Matoso", "Moura", "Negrão", "Nogueira", "Nunes", "Paiva", "Pedroso",
    "Pires", "Prado", "Prates", "Queirós", "Rangel", "Reis", "Sales", "Serra", "Siqueira",
    "Tavares", "Teixeira", "Toledo", "Torres", "Valverde", "Vidal", "Xavier",
)  # fmt: skip


def nomes_ficticios(sorte: Random, quantos: int) -> list[str]:
    """Nomes completos, todos com primeiro nome diferente."""
    primeiros = sorte.sample((*FEMININOS, *MASCULINOS), quantos)
    return [f"{nome} {sorte.choice(SOBRENOMES)}" for nome in primeiros]


def feminino(nome: str) -> bool:
    """Se o nome inventado é de mulher; vale só para os deste módulo."""
    return nome.split()[0] in FEMININOS

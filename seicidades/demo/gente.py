"""As pessoas fictícias da demonstração. Todas em `exemplo.invalid`, com a mesma senha."""

import random

from django.contrib.auth.hashers import make_password

from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.contas.models import Usuario

DOMINIO = "exemplo.invalid"
DO_ESTADO = {
    "admin": ("Rita Falcão", Papel.ADMINISTRADOR),
    "gerente": ("Marta Reis", Papel.GERENTE),
    "gerente2": ("Otávio Serra", Papel.GERENTE),
    "observador": ("Nelson Prates", Papel.OBSERVADOR),
}
MUNICIPAIS = (Papel.REPRESENTANTE, *INTERLOCUTORES)
NOMES = (
    "Ana Prado",
    "Bento Lemos",
    "Carlos Nunes",
    "Dora Antunes",
    "Elisa Braga",
    "Flávio Godoy",
    "Gilda Moura",
    "Hugo Pires",
    "Inês Tavares",
    "Júlio Cordeiro",
    "Lívia Esteves",
    "Mauro Dantas",
    "Nair Freire",
    "Olavo Barreto",
    "Paula Leme",
    "Renato Sales",
)


def email_de(papel: Papel, codigo_ibge: str) -> str:
    """O endereço de quem exerce o papel na cidade: `gestor-sei.3500105@exemplo.invalid`."""
    return f"{papel.value.replace('_', '-')}.{codigo_ibge}@{DOMINIO}"


def criar_estado(senha: str) -> dict[str, Usuario]:
    """A equipe do Estado, por nome de acesso."""
    cifrada = make_password(senha)
    return {
        nome: Usuario.objects.create(
            email=f"{nome}@{DOMINIO}",
            nome=pessoa,
            papel_estado=papel,
            telefone=f"11400000{posicao:02d}",
            password=cifrada,
        )
        for posicao, (nome, (pessoa, papel)) in enumerate(DO_ESTADO.items())
    }


def criar_municipais(codigos_ibge: list[str], senha: str) -> dict[str, dict[Papel, Usuario]]:
    """Uma pessoa por papel em cada cidade. A cifra da senha é uma só: é a mesma senha."""
    cifrada = make_password(senha)
    pessoas: dict[str, dict[Papel, Usuario]] = {}
    for codigo in codigos_ibge:
        nomes = random.Random(codigo).sample(NOMES, len(MUNICIPAIS))  # noqa: S311 (repetível)
        pessoas[codigo] = {
            papel: Usuario(
                email=email_de(papel, codigo),
                nome=nome,
                telefone=f"184000{codigo[3:7]}",
                password=cifrada,
            )
            for papel, nome in zip(MUNICIPAIS, nomes, strict=True)
        }
    Usuario.objects.bulk_create(u for dela in pessoas.values() for u in dela.values())
    return pessoas

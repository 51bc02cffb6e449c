"""As pessoas fictícias da demonstração. Todas em `exemplo.invalid`, com a mesma senha."""

from collections.abc import Iterable
from random import Random

from django.contrib.auth.hashers import make_password

from seicidades.comum.ficticios import nomes_ficticios
from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.contas.models import Usuario

DOMINIO = "exemplo.invalid"
DO_ESTADO = {
    "admin": ("Rita Falcão", Papel.ADMINISTRADOR),
    "gerente": ("Marta Reis", Papel.GERENTE),
    "gerente2": ("Otávio Serra", Papel.GERENTE),
    "gerente3": ("Ivone Toledo", Papel.GERENTE),
    "observador": ("Nelson Prates", Papel.OBSERVADOR),
}
MUNICIPAIS = (Papel.REPRESENTANTE, *INTERLOCUTORES)


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


def municipais(codigo_ibge: str) -> dict[Papel, Usuario]:
    """Uma pessoa por papel da cidade, por gravar e sem senha."""
    sorte = Random(codigo_ibge)  # noqa: S311 (repetível, não é segredo)
    nomes = nomes_ficticios(sorte, len(MUNICIPAIS))
    return {
        papel: Usuario(
            email=email_de(papel, codigo_ibge),
            nome=nome,
            telefone=f"18{sorte.randrange(30000000, 39999999)}",
        )
        for papel, nome in zip(MUNICIPAIS, nomes, strict=True)
    }


def gravar(pessoas: Iterable[Usuario], senha: str) -> None:
    """A cifra da senha é uma só: é a mesma senha."""
    cifrada, pessoas = make_password(senha), list(pessoas)
    for pessoa in pessoas:
        pessoa.password = cifrada
    Usuario.objects.bulk_create(pessoas, batch_size=1000)

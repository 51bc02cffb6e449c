"""Fatos fictícios dos interlocutores, para a demonstração e para os testes.

Grava direto nas tabelas da app, sem passar pelo fluxo nem dar acesso: quem
monta a demonstração cria contas e vínculos. Sempre igual para o mesmo município.
"""

import random
from collections.abc import Mapping
from datetime import date

from interlocutores.apuracao import (
    ITEM_DA_DESIGNACAO,
    ITEM_DO_ATO,
    ITEM_DO_CONTATO,
    ITEM_DOS_SUPLENTES,
)
from interlocutores.models import AtoDeDesignacao, Designacao
from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.contas.models import Usuario

NOMES = (
    "Alice",
    "Bento",
    "Clara",
    "Diego",
    "Estela",
    "Flávio",
    "Helena",
    "Ivan",
    "Júlia",
    "Lucas",
    "Marina",
    "Nilo",
    "Olívia",
    "Pedro",
)
SOBRENOMES = ("Antunes", "Barreto", "Cordeiro", "Dantas", "Esteves", "Freire", "Godoy", "Leme")
LUGARES = {
    Papel.GESTOR_SEI: ("Diretoria de Administração", "Secretaria de Administração"),
    Papel.GESTOR_TI: ("Analista de sistemas", "Departamento de Informática"),
    Papel.GESTOR_CONHECIMENTO: ("Professora formadora", "Secretaria de Educação"),
    Papel.GESTOR_DOCUMENTAL: ("Arquivista", "Protocolo e Arquivo"),
}


def preencher(implantacao, datas: Mapping[str, date], *, por) -> None:
    """Cria o que torna satisfeitos os itens de `datas`, e só eles.

    Args:
        datas: item por fato → dia em que ele ficou pronto. O ato pede os quatro
            designados, e o contato, o designado do papel.
        por: não usado aqui; a assinatura é a mesma em todas as etapas.
    """
    codigo = implantacao.orgao.municipio.codigo_ibge
    sorte = random.Random(f"interlocutores-{codigo}")  # noqa: S311 (repetível, não é segredo)
    ato = _criar_ato(implantacao, datas, sorte)
    nomes = _sortear_nomes(sorte)
    for posicao, papel in enumerate(INTERLOCUTORES):
        if inicio := datas.get(ITEM_DA_DESIGNACAO[papel]):
            Designacao.objects.create(
                implantacao=implantacao,
                inicio=inicio,
                ato=ato,
                contato_confirmado_em=datas.get(ITEM_DO_CONTATO[papel]),
                **_pessoa(papel, codigo, nomes[posicao], sorte),
            )
        if inicio := datas.get(ITEM_DOS_SUPLENTES):
            pessoa = _pessoa(
                papel, codigo, nomes[posicao + len(INTERLOCUTORES)], sorte, "suplente-"
            )
            Designacao.objects.create(
                implantacao=implantacao, inicio=inicio, suplente=True, **pessoa
            )


def _criar_ato(implantacao, datas, sorte: random.Random) -> AtoDeDesignacao | None:
    dia = datas.get(ITEM_DO_ATO)
    if dia is None:
        return None
    return AtoDeDesignacao.objects.create(
        implantacao=implantacao,
        numero=f"{sorte.randrange(20, 400)}/{dia.year}",
        data=dia,
        veiculo="Diário Oficial do Município",
        publicado_em=dia,
        link=f"https://diario.exemplo.invalid/{implantacao.orgao.municipio.codigo_ibge}/portaria",
    )


def _sortear_nomes(sorte: random.Random) -> list[str]:
    primeiros = sorte.sample(NOMES, k=2 * len(INTERLOCUTORES))
    return [f"{nome} {sorte.choice(SOBRENOMES)}" for nome in primeiros]


def _pessoa(papel: Papel, codigo: str, nome: str, sorte: random.Random, prefixo: str = "") -> dict:
    """Dados de uma pessoa; o nome é o da conta, se a demonstração já a criou."""
    email = f"{prefixo}{papel.replace('_', '-')}.{codigo}@exemplo.invalid"
    conta = Usuario.objects.filter(email=email).first()
    cargo, unidade = LUGARES[papel]
    return {
        "papel": papel,
        "nome": conta.nome if conta else nome,
        "matricula": str(sorte.randrange(1000, 9999)),
        "cargo": cargo,
        "unidade": unidade,
        "email": email,
        "telefone": f"18{sorte.randrange(35000000, 36000000)}",
    }

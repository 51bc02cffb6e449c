"""Uma cidade no roteiro curto, numa segunda-feira sem feriado por perto, com o relógio à mão."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.fluxo import servicos as fluxo
from seicidades.lembretes import servicos
from tests.factories import OrgaoFactory, PortaoFactory, UsuarioFactory, VinculoFactory
from tests.fluxo.conftest import (  # noqa: F401 (fixtures do fluxo)
    MUNICIPAIS,
    Cidade,
    fatos,
    roteiro_curto,
)

SEGUNDA = date(2026, 3, 9)
PRAZO = date(2026, 3, 23)  # dez dias úteis depois


class Relogio:
    """O dia de hoje, às nove da manhã em São Paulo, até que o teste o mude."""

    def __init__(self):
        self.ir(SEGUNDA)

    def ir(self, dia: date, hora: int = 9) -> None:
        self.instante = datetime.combine(dia, time(hora), timezone.get_default_timezone())

    def __call__(self) -> datetime:
        return self.instante


@pytest.fixture
def relogio(monkeypatch):
    relogio = Relogio()
    monkeypatch.setattr(timezone, "now", relogio)
    return relogio


@pytest.fixture
def portao(db):
    return PortaoFactory(aberto=True)


def nova_cidade(gerente, **papeis) -> Cidade:
    """Uma cidade iniciada hoje, com titular em todos os papéis municipais."""
    orgao = OrgaoFactory()
    VinculoFactory(orgao=orgao, usuario=gerente, papel=Papel.GERENTE)
    pessoas = {
        papel: papeis.get(papel) or UsuarioFactory(nome=f"Titular {papel.value}")
        for papel in MUNICIPAIS
    }
    for papel, pessoa in pessoas.items():
        VinculoFactory(orgao=orgao, papel=papel, usuario=pessoa)
    fluxo.iniciar(orgao, gerente, chave=f"inicio-{orgao.pk}")
    return Cidade(orgao, gerente, None, None, None, pessoas)


@pytest.fixture
def gerente(db):
    return UsuarioFactory(gerente=True, nome="Gerente Fictícia")


@pytest.fixture
def cidade(relogio, roteiro_curto, portao, gerente) -> Cidade:  # noqa: F811 (é a fixture)
    return nova_cidade(gerente)


@pytest.fixture
def suplente(cidade):
    return VinculoFactory(
        orgao=cidade.orgao, suplente=True, usuario=UsuarioFactory(nome="Suplente Fictício")
    ).usuario


@pytest.fixture
def andar(relogio):
    """Passa os dias, um a um, com a agenda rodando em todos; volta ao fim parado no último."""

    def passar(ate: date) -> None:
        dia = timezone.localdate()
        while dia < ate:
            dia += timedelta(days=1)
            relogio.ir(dia)
            servicos.varrer()

    return passar

"""O roteiro curto no lugar do das etapas, e gente para andar com ele."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario
from seicidades.fluxo import declaracao, servicos
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.comandos import FUSO, Comando, TipoDeComando
from seicidades.fluxo.nucleo.definicao import Fato
from seicidades.municipios.models import Orgao
from tests.factories import OrgaoFactory, UsuarioFactory, VinculoFactory
from tests.fluxo import roteiros

MUNICIPAIS = (
    Papel.GESTOR_SEI,
    Papel.GESTOR_TI,
    Papel.GESTOR_CONHECIMENTO,
    Papel.GESTOR_DOCUMENTAL,
    Papel.REPRESENTANTE,
)


@pytest.fixture
def fatos(monkeypatch):
    """Os fatos que o roteiro curto apura; começam todos por satisfazer."""
    monkeypatch.setattr(roteiros, "FATOS", {})
    return roteiros.FATOS


@pytest.fixture
def roteiro_curto(monkeypatch, db, fatos):
    registro = {e.chave: e for e in roteiros.CURTO.etapas}
    monkeypatch.setattr(declaracao, "_registro", registro)
    return servicos.publicar_roteiro().roteiro


@dataclass
class Cidade:
    """Um órgão com gente em todos os papéis."""

    orgao: Orgao
    gerente: Usuario
    outro_gerente: Usuario
    administrador: Usuario
    observador: Usuario
    pessoas: dict[Papel, Usuario]

    def __getattr__(self, nome):
        return self.pessoas[Papel(nome)]

    @property
    def implantacao(self) -> Implantacao:
        return Implantacao.objects.get(orgao=self.orgao)

    def executar(self, tipo: TipoDeComando, por, chave: str = "", **campos):
        """Um comando; o que não é alvo nem opção de `executar` vai em `dados`."""
        alvo = {k: campos.pop(k) for k in ("item", "etapa") if k in campos}
        opcoes = {
            k: campos.pop(k)
            for k in ("seq_esperada", "ocorreu_em", "em_nome_de", "origem", "simular")
            if k in campos
        }
        implantacao = self.implantacao
        chave = chave or f"{tipo}-{implantacao.seq}-{alvo}-{por.pk if por else 0}"
        comando = Comando(tipo, dados=campos, **alvo)
        return servicos.executar(implantacao, comando, por, chave=chave, **opcoes)


@pytest.fixture
def cidade(roteiro_curto) -> Cidade:
    orgao = OrgaoFactory()
    hoje = timezone.localdate()
    gerente = UsuarioFactory(gerente=True)
    VinculoFactory(orgao=orgao, usuario=gerente, papel=Papel.GERENTE, inicio=hoje)
    pessoas = {
        papel: VinculoFactory(orgao=orgao, papel=papel, inicio=hoje).usuario for papel in MUNICIPAIS
    }
    return Cidade(
        orgao,
        gerente,
        UsuarioFactory(gerente=True),
        UsuarioFactory(administrador=True),
        UsuarioFactory(observador=True),
        pessoas,
    )


@pytest.fixture
def iniciada(cidade) -> Cidade:
    servicos.iniciar(cidade.orgao, cidade.gerente, chave="inicio")
    return cidade


class Relogio:
    """O instante que o Django lê; anda só quando o teste manda."""

    def __init__(self, agora: datetime):
        self.agora = agora

    def no_dia(self, dia: date, hora: int = 9) -> "Relogio":
        self.agora = datetime.combine(dia, time(hora), tzinfo=FUSO)
        return self

    def andar(self, **quanto) -> "Relogio":
        self.agora += timedelta(**quanto)
        return self


@pytest.fixture
def relogio(monkeypatch) -> Relogio:
    """Pedido antes de `cidade`, faz tudo acontecer a partir de 2 de março de 2026."""
    relogio = Relogio(datetime(2026, 3, 2, 9, tzinfo=FUSO))
    monkeypatch.setattr(timezone, "now", lambda: relogio.agora)
    return relogio


def concluir_o_declarado(cidade: Cidade) -> None:
    """O que, na primeira etapa, pessoas declaram; os fatos ficam com quem chama."""
    cidade.executar(TipoDeComando.CONCLUIR_ITEM, cidade.gestor_sei, item="oficio", texto="Ok.")
    cidade.executar(TipoDeComando.CONCLUIR_ITEM, cidade.gerente, item="conferencia")
    cidade.executar(
        TipoDeComando.CONCLUIR_ITEM,
        cidade.gerente,
        item="extrato",
        em_nome_de="sggd",
        origem="oficio",
        texto="Ofício 12/2026.",
    )


@pytest.fixture
def pronta(iniciada, fatos) -> Cidade:
    """A primeira etapa com tudo feito, por enviar."""
    fatos["cadastro"] = Fato(True, "Cadastro completo.")
    fatos["uso"] = Fato(False, "Ainda não há uso.", "Registre o uso.")
    concluir_o_declarado(iniciada)
    return iniciada


@pytest.fixture
def enviada(pronta) -> Cidade:
    pronta.executar(TipoDeComando.ENVIAR_ETAPA, pronta.gestor_sei, etapa="comeco")
    return pronta


@pytest.fixture
def aprovada(enviada) -> Cidade:
    enviada.executar(TipoDeComando.APROVAR_ETAPA, enviada.administrador, etapa="comeco")
    return enviada

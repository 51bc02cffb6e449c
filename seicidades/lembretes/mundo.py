"""O retrato de um dia: as linhas que se leem e quem exerce o quê."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Papel
from seicidades.fluxo.compromissos import Compromisso
from seicidades.fluxo.nucleo.definicao import Roteiro
from seicidades.fluxo.nucleo.estado import SituacaoDaImplantacao
from seicidades.lembretes.escada import Momento, avisa_antes_ate

ANDAM = (SituacaoDaImplantacao.EM_ANDAMENTO, SituacaoDaImplantacao.HABILITADA)


class Lugar(NamedTuple):
    """Uma implantação, só com o que um lembrete diz dela."""

    pk: int
    situacao: str
    vez_de: str
    retomar_em: date | None
    versao_id: int
    orgao_id: int
    municipio_id: int
    cidade: str
    orgao: str
    bloqueios: dict | None


class LinhaDoItem(NamedTuple):
    implantacao_id: int
    etapa: str
    chave: str
    ordem: int
    papel: str
    lado: str
    situacao: str
    prazo: date | None


class LinhaDaEtapa(NamedTuple):
    implantacao_id: int
    chave: str
    ordem: int
    trilha: bool
    situacao: str
    responder_ate: date | None
    itens_total: int
    itens_resolvidos: int


class Pessoa(NamedTuple):
    pk: int
    email: str
    nome: str


def dos_campos(linha: type, objeto):
    """A linha com os atributos de mesmo nome do objeto."""
    return linha._make(getattr(objeto, campo) for campo in linha._fields)


@dataclass(slots=True)
class Lugares:
    """Quem exerce um papel num órgão: titular e suplente."""

    titular: int | None = None
    suplente: int | None = None

    @property
    def quem_faz(self) -> int | None:
        return self.titular or self.suplente


VAGO = Lugares()
Assunto = tuple[int, str, date]


@dataclass
class Mundo:
    """O retrato de um dia."""

    hoje: date
    lugares: dict[int, Lugar]
    itens: list[LinhaDoItem] = field(default_factory=list)
    etapas: dict[tuple[int, str], LinhaDaEtapa] = field(default_factory=dict)
    roteiros: dict[int, Roteiro] = field(default_factory=dict)
    calendarios: dict[int, Calendario] = field(default_factory=dict)
    pessoas: dict[int, Pessoa] = field(default_factory=dict)
    papeis: dict[tuple[int, str], Lugares] = field(default_factory=dict)
    compromissos: list[Compromisso] = field(default_factory=list)
    pausados: frozenset[int] = frozenset()
    envios: dict[int, list[date]] = field(default_factory=dict)
    lembrados: dict[Assunto, dict[Momento, date]] = field(default_factory=dict)
    retidos: dict[Assunto, set[Momento]] = field(default_factory=dict)
    pendentes: list = field(default_factory=list)
    _antes: dict[int, date] = field(default_factory=dict)

    def calendario(self, lugar: Lugar) -> Calendario:
        return self.calendarios[lugar.municipio_id]

    def avisa_antes_ate(self, lugar: Lugar) -> date:
        """Uma conta por município, por mais prazos que tenha."""
        ate = self._antes.get(lugar.municipio_id)
        if ate is None:
            ate = avisa_antes_ate(self.hoje, self.calendario(lugar))
            self._antes[lugar.municipio_id] = ate
        return ate

    def ocupar(self, orgao: int, papel: str, suplente: bool, pessoa: Pessoa) -> None:
        """Põe a pessoa no papel; a última que chega fica."""
        self.pessoas[pessoa.pk] = pessoa
        lugares = self.papeis.get((orgao, papel))
        if lugares is None:
            lugares = self.papeis[orgao, papel] = Lugares()
        if suplente:
            lugares.suplente = pessoa.pk
        else:
            lugares.titular = pessoa.pk

    def quem(self, lugar: Lugar, papel: Papel) -> Lugares:
        return self.papeis.get((lugar.orgao_id, papel)) or VAGO


def exerce(papel: str, papel_do_estado: str) -> bool:
    """Quem é do Estado só conta como gerente, e só ele o é. `_povoar` diz o mesmo em SQL."""
    if papel == Papel.GERENTE:
        return papel_do_estado in (Papel.GERENTE, Papel.ADMINISTRADOR)
    return papel != Papel.APOIO and not papel_do_estado

"""O confronto do arquivo com o que há: o que se cria, o que se contradiz e o que não passa."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum

from seicidades.comum.papeis import Papel
from seicidades.comum.tabela_csv import Problema
from seicidades.contas.servicos import LugarNovo
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.comandos import Ator, Comando
from seicidades.importacao.colunas import Leiaute
from seicidades.importacao.leitura import Leitura, Registro, Valor, onde
from seicidades.importacao.retrato import Retrato


class Efeito(StrEnum):
    """O que acontece com um valor do arquivo."""

    CRIA = "cria"
    ESCOLHA = "escolha"
    FICA = "fica"


ROTULOS = {
    Efeito.CRIA: "será criado",
    Efeito.ESCOLHA: "diferente: escolha",
    Efeito.FICA: "diferente: fica o nosso",
}
NOSSO, ARQUIVO = "nosso", "arquivo"
OPCOES = (NOSSO, ARQUIVO)


@dataclass(frozen=True)
class Diferenca:
    """Um valor do arquivo que não há aqui, ou que é outro. Só textos: vai para a tela."""

    orgao_id: int
    cidade: str
    linha: int
    coluna: str
    onde: str
    efeito: str
    nosso: str
    arquivo: str
    motivo: str = ""
    saida: str = ""

    @property
    def chave(self) -> str:
        return f"{self.orgao_id}:{self.coluna}"

    @property
    def rotulo(self) -> str:
        return ROTULOS[Efeito(self.efeito)]


@dataclass
class Troca:
    """Mudança em cidade que já anda, feita pelo serviço que a conhece."""

    tipo: str
    coluna: str
    valor: Valor
    papel: Papel | None = None
    nome: str = ""
    item: str = ""


@dataclass
class Cidade:
    """O que se faz numa cidade."""

    registro: Registro
    implantacao: Implantacao | None
    comando: Comando | None = None
    ator: Ator | None = None
    lugares: list[LugarNovo] = field(default_factory=list)
    fatos: dict[str, Valor] = field(default_factory=dict)
    trocas: list[Troca] = field(default_factory=list)


@dataclass
class Plano:
    """Tudo o que a carga faria agora, com as escolhas dadas."""

    leitura: Leitura
    leiaute: Leiaute
    retrato: Retrato
    fonte: str
    escolhas: Mapping[str, str]
    cidades: list[Cidade] = field(default_factory=list)
    diferencas: list[Diferenca] = field(default_factory=list)
    problemas: list[Problema] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """O mesmo enquanto o arquivo e o que há aqui não mudarem."""
        conteudo = [[asdict(d) for d in self.diferencas], [asdict(p) for p in self.problemas]]
        texto = json.dumps(conteudo, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(texto.encode()).hexdigest()

    def por_escolher(self) -> list[Diferenca]:
        return [
            d
            for d in self.diferencas
            if d.efeito == Efeito.ESCOLHA and self.escolhas.get(d.chave) not in OPCOES
        ]

    # O que as partes da comparação usam

    def usa_arquivo(self, registro: Registro, coluna: str) -> bool:
        return self.escolhas.get(f"{registro.lugar.orgao_id}:{coluna}") == ARQUIVO

    def usa_nosso(self, registro: Registro, coluna: str) -> bool:
        return self.escolhas.get(f"{registro.lugar.orgao_id}:{coluna}") == NOSSO

    def anotar(
        self,
        registro: Registro,
        coluna: str,
        efeito: Efeito,
        nosso: object,
        arquivo: object,
        motivo: str = "",
        saida: str = "",
    ) -> None:
        self.diferencas.append(
            Diferenca(
                orgao_id=registro.lugar.orgao_id,
                cidade=registro.lugar.nome,
                linha=registro.linha,
                coluna=coluna,
                onde=onde(self.leitura.planilha, self.leiaute, coluna),
                efeito=efeito.value,
                nosso=como_texto(nosso),
                arquivo=como_texto(arquivo),
                motivo=motivo,
                saida=saida,
            )
        )

    def recusar(
        self, registro: Registro, coluna: str, codigo: str, motivo: str, saida: str
    ) -> None:
        lugar = onde(self.leitura.planilha, self.leiaute, coluna) if coluna else ""
        texto = f"{registro.lugar.nome}: {motivo[:1].lower()}{motivo[1:]}" if motivo else ""
        self.problemas.append(Problema(codigo, texto, saida, registro.linha, lugar))


def como_texto(valor: object) -> str:
    if isinstance(valor, date):
        return f"{valor:%d/%m/%Y}"
    return "" if valor is None else str(valor)


Progresso = Callable[[int, int], None]


def sem_progresso(feitas: int, total: int) -> None:
    """Ninguém olha."""

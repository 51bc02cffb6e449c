"""Comandos, quem os dá e as recusas."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Papel
from seicidades.fluxo.nucleo.definicao import Fato

FUSO = ZoneInfo("America/Sao_Paulo")


class TipoDeComando(StrEnum):
    INICIAR = "iniciar"
    IMPORTAR_SITUACAO = "importar_situacao"
    CONCLUIR_ITEM = "concluir_item"
    REABRIR_ITEM = "reabrir_item"
    ALTERAR_FATOS = "alterar_fatos"
    PEDIR_DISPENSA = "pedir_dispensa"
    CONFIRMAR_DISPENSA = "confirmar_dispensa"
    NEGAR_DISPENSA = "negar_dispensa"
    ENVIAR_ETAPA = "enviar_etapa"
    RECOLHER_ETAPA = "recolher_etapa"
    DEVOLVER_ETAPA = "devolver_etapa"
    APROVAR_ETAPA = "aprovar_etapa"
    DESFAZER_APROVACAO = "desfazer_aprovacao"
    REABRIR_ETAPA = "reabrir_etapa"
    ENTRAR_EM_PRODUCAO = "entrar_em_producao"
    DECLARAR_BLOQUEIO = "declarar_bloqueio"
    RESOLVER_BLOQUEIO = "resolver_bloqueio"
    PRORROGAR_PRAZO = "prorrogar_prazo"
    SUSPENDER = "suspender"
    RETOMAR = "retomar"
    DESISTIR = "desistir"
    READMITIR = "readmitir"
    RETIFICAR = "retificar"
    REAVALIAR = "reavaliar"


class Canal(StrEnum):
    """De onde veio o que se registra (`origem` do andamento)."""

    TELA = "tela"
    TELEFONE = "telefone"
    OFICIO = "oficio"
    SEI = "sei"
    CARGA = "carga"
    SISTEMA = "sistema"


CANAIS_COM_COMPROVACAO = (Canal.TELEFONE, Canal.OFICIO, Canal.SEI)

MOTIVOS_DE_DEVOLUCAO = {
    "falta_informacao": "Falta informação",
    "documento_errado": "O documento não é o pedido",
    "documento_ilegivel": "Não dá para ler o documento",
    "data_nao_confere": "A data não confere",
    "falta_assinatura": "Falta assinatura",
    "falta_publicacao": "Falta a publicação",
    "dados_divergentes": "Os dados não batem entre si",
    "outro": "Outro motivo",
}

MOTIVOS_DE_AJUDA = {
    "nao_sei_como_fazer": "Não sei como fazer o que é pedido",
    "sem_acesso": "Não consigo acessar o SEI ou um documento",
    "erro_no_sistema": "Uma tela ou um arquivo deu erro",
    "espero_resposta": "Espero uma resposta da Prodesp ou da SGGD",
    "falta_pessoa": "Falta gente ou trocou a pessoa responsável",
    "decisao_da_prefeitura": "Depende de decisão dentro da prefeitura",
}

MOTIVOS_DE_BLOQUEIO = {
    **MOTIVOS_DE_AJUDA,
    "usuario_externo_pendente": "Usuário externo ainda não liberado",
    "parecer_juridico": "Aguarda parecer jurídico",
    "falta_regulamentacao": "Não há ato que regulamente o processo eletrônico",
    "falta_gestao_documental": "Não há arquivo público ou tabela de temporalidade",
    "carga_em_preparo": "Estrutura e usuários ainda em preparo",
    "sem_conexao": "Falta conexão com o diretório ou com a rede",
    "calamidade": "Calamidade ou emergência no município",
    "eleicoes": "Período eleitoral ou troca de mandato",
    "outro": "Outro motivo",
}
FATO_PERDIDO = "fato_perdido"


@dataclass(frozen=True, slots=True)
class Comando:
    """Um pedido. Nomeia o item ou a etapa que quer mudar, nunca "a corrente"."""

    tipo: TipoDeComando
    item: str = ""
    etapa: str = ""
    dados: Mapping = field(default_factory=dict)
    ocorreu_em: date | None = None


@dataclass(frozen=True, slots=True)
class Ator:
    """Quem pede. `papeis` são os que tem neste órgão; `papel_do_estado`, em todo o Estado.

    Um gerente só tem `Papel.GERENTE` em `papeis` se o órgão é da sua carteira.
    """

    id: int | None
    papeis: frozenset[Papel] = frozenset()
    papel_do_estado: str = ""
    em_nome_de: str = ""
    origem: str = Canal.TELA

    @property
    def sistema(self) -> bool:
        return self.id is None

    @property
    def gerente(self) -> bool:
        return Papel.GERENTE in self.papeis

    @property
    def aprova_qualquer(self) -> bool:
        return self.papel_do_estado in (Papel.GERENTE, Papel.ADMINISTRADOR)


SISTEMA = Ator(id=None, origem=Canal.SISTEMA)


@dataclass(frozen=True, slots=True)
class Contexto:
    """O mundo no instante do pedido. Item ausente em `fatos` não foi avaliado."""

    calendario: Calendario
    agora: datetime
    fatos: Mapping[str, Fato] = field(default_factory=dict)

    @property
    def hoje(self) -> date:
        return self.agora.astimezone(FUSO).date()


@dataclass(frozen=True, slots=True)
class Recusa:
    """Uma razão por que não, e a saída.

    Args:
        codigo: nome estável, para máquinas e testes.
        mensagem: o que impede.
        saida: o que fazer, e onde.
        item: chave do item ou etapa de que se trata, se houver.
        seq: evento que pôs as coisas como estão; diz quem e quando.
    """

    codigo: str
    mensagem: str
    saida: str
    item: str = ""
    seq: int | None = None


class Recusado(Exception):
    """O comando não passa; `recusas` traz todas as razões."""

    def __init__(self, recusas: list[Recusa]):
        self.recusas = recusas
        super().__init__(" ".join(r.mensagem for r in recusas))

"""Meses de história fictícia, decididos pelo motor de verdade, passo a passo.

Uma `Historia` anda no tempo em dias úteis do município e acumula passos para
`carregar_historico`. O que ela dá por satisfeito num item fica em `datas`;
depois, cada etapa cria as linhas que tornam isso verdade.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Lado, Papel
from seicidades.contas.models import Usuario
from seicidades.demo.textos import COMPROVACOES, PRODUCOES, conclusao_de, resumos_de
from seicidades.fluxo.declaracao import Fase, Fato, Roteiro
from seicidades.fluxo.nucleo.comandos import FUSO, Ator, Canal, Comando, TipoDeComando
from seicidades.fluxo.nucleo.definicao import Etapa, Item
from seicidades.fluxo.nucleo.estado import Estado
from seicidades.fluxo.servicos import Passo
from seicidades.municipios.models import Orgao

C = TipoDeComando
FALTA = Fato(False, "falta")
ABRE, FECHA = 8 * 60 + 10, 16 * 60  # minutos do dia entre os quais o trabalho começa


@dataclass
class Historia:
    """A implantação de um órgão, do início até onde o enredo a leva.

    Args:
        arquivo: comprovante já guardado; vazio, no ensaio.
        relogio: sorteio das horas, à parte para não mudar o dos dias.
        ultimo_dia: nele tudo acontece cedo, para não cair no futuro.
    """

    orgao: Orgao
    roteiro: Roteiro
    calendario: Calendario
    pessoas: dict[Papel, Usuario]
    gerente: Usuario
    aprovador: Usuario
    arquivo: str
    dia: date
    ritmo: int
    sorte: Random
    relogio: Random
    ultimo_dia: date | None = None
    # O que se forma ao contar; uma cópia (`replace`) começa do zero.
    passos: list[Passo] = field(init=False, default_factory=list)
    datas: dict[str, date] = field(init=False, default_factory=dict)
    resolvidos: set[str] = field(init=False, default_factory=set)
    em_nome: frozenset[str] = field(init=False, default=frozenset())
    anexou: bool = field(init=False, default=False)
    minutos: int = field(init=False, default=ABRE)

    def __post_init__(self):
        self.fatos = {i.chave: FALTA for i in self.roteiro.itens.values() if i.por_fato}

    # Tempo

    def andar(self, dias_uteis: int) -> None:
        if dias_uteis:
            self.dia = self.calendario.somar(self.dia, dias_uteis)
            self._comecar_o_dia()

    def _comecar_o_dia(self) -> None:
        cedo = self.dia == self.ultimo_dia
        self.minutos = ABRE if cedo else self.relogio.randrange(ABRE, FECHA)

    def pausa(self) -> int:
        """Dias úteis até o próximo item."""
        return self.sorte.randint(0, self.ritmo)

    def agora(self) -> datetime:
        """Instantes crescentes no mesmo dia, em horário de expediente."""
        self.minutos += self.relogio.randint(1, 4)
        return datetime.combine(self.dia, time(), tzinfo=FUSO) + timedelta(minutes=self.minutos)

    # Quem

    def da_gerencia(self, em_nome_de: str = "", origem: str = Canal.TELA) -> Ator:
        return Ator(self.gerente.pk, frozenset({Papel.GERENTE}), Papel.GERENTE, em_nome_de, origem)

    def da_cidade(self, papel: Papel) -> Ator:
        return Ator(self.pessoas[papel].pk, frozenset({papel}))

    def quem_aprova(self, chave: str) -> Ator:
        """A gerência da carteira, se não registrou por outros nesta etapa; senão, um colega."""
        if chave in self.em_nome:
            return Ator(self.aprovador.pk, frozenset(), self.aprovador.papel_estado)
        return Ator(self.gerente.pk, frozenset({Papel.GERENTE}), self.gerente.papel_estado)

    def quem_faz(self, item: Item) -> Ator:
        if item.lado in (Lado.SGGD, Lado.TERCEIRO):
            return self.da_gerencia(item.lado.value, Canal.SEI)
        return self.da_gerencia() if item.lado == Lado.PRODESP else self.da_cidade(item.papel)

    # Passos

    def dar(self, comando: Comando | Callable[[Estado], Comando], ator: Ator) -> None:
        self.passos.append(Passo(comando, ator, self.agora(), dict(self.fatos)))

    def iniciar(self) -> None:
        self._comecar_o_dia()
        self.dar(Comando(C.INICIAR), self.da_gerencia())

    def fazer(self, item: Item, em_nome: bool = False) -> None:
        """O item fica pronto hoje; com `em_nome`, a gerência registra por quem é do papel."""
        ator = self.quem_faz(item)
        if em_nome and item.lado == Lado.MUNICIPIO:
            ator = self.da_gerencia(str(item.papel), Canal.TELEFONE)
        if ator.em_nome_de:
            self.em_nome |= {self.roteiro.etapa_do_item[item.chave].chave}
        dados = {"comprovacao": self.sorte.choice(COMPROVACOES)} if ator.em_nome_de else {}
        if item.por_fato:
            self._registrar(item, dados, ator)
        else:
            self._concluir(item, dados, ator)
        self.resolvidos.add(item.chave)

    def _registrar(self, item: Item, dados: dict, ator: Ator) -> None:
        self.datas.setdefault(item.chave, self.dia)
        informado, apurado = resumos_de(item.chave)
        self.fatos[item.chave] = Fato(True, apurado)
        dados |= {"resumo": informado, "arquivos": [], "satisfeito": True}
        self.dar(Comando(C.ALTERAR_FATOS, item=item.chave, dados=dados), ator)

    def _concluir(self, item: Item, dados: dict, ator: Ator) -> None:
        self.anexou |= item.exige_arquivo
        arquivos = [self.arquivo] if item.exige_arquivo else []
        dados |= {"texto": conclusao_de(item.chave, self.sorte), "arquivos": arquivos}
        self.dar(Comando(C.CONCLUIR_ITEM, item=item.chave, dados=dados), ator)

    def por_fazer(self, etapa: Etapa, fase: Fase = Fase.ANTES) -> Iterable[Item]:
        """Os itens da etapa, na ordem em que podem ser feitos."""
        faltam = [i for i in etapa.itens if i.chave not in self.resolvidos and i.fase == fase]
        while faltam:
            item = next(i for i in faltam if set(i.depende_de) <= self.resolvidos)
            faltam.remove(item)
            yield item

    def preencher(self, chave: str, quantos: int | None = None, em_nome: bool = False) -> None:
        """Faz os próximos itens da etapa; sem `quantos`, todos os de antes da produção."""
        etapa = self.roteiro.por_chave[chave]
        for feitos, item in enumerate(self.por_fazer(etapa)):
            if feitos == quantos:
                return
            self.andar(self.pausa())
            self.fazer(item, em_nome and item.papel == Papel.REPRESENTANTE)

    def enviar(self, chave: str) -> None:
        papel = self.roteiro.por_chave[chave].papel_de_envio
        self.dar(Comando(C.ENVIAR_ETAPA, etapa=chave), self.da_cidade(papel))

    def devolver(self, chave: str, item: str, codigo: str, texto: str) -> None:
        self.andar(self.sorte.randint(1, 4))
        motivos = [{"item": item, "codigo": codigo, "texto": texto}]
        comando = Comando(C.DEVOLVER_ETAPA, etapa=chave, dados={"motivos": motivos})
        self.dar(comando, self.da_gerencia())

    def corrigir(self, item: str) -> None:
        self.andar(self.sorte.randint(1, 3))
        self.fazer(self.roteiro.itens[item])

    def aprovar(self, chave: str) -> None:
        self.andar(self.sorte.randint(1, 5))
        self.dar(Comando(C.APROVAR_ETAPA, etapa=chave), self.quem_aprova(chave))

    def etapa(self, chave: str, em_nome: bool = False) -> None:
        """A etapa inteira, sem tropeço."""
        self.preencher(chave, em_nome=em_nome)
        self.enviar(chave)
        self.aprovar(chave)

    def produzir(self) -> None:
        self.andar(2)
        dados = {
            "data": self.dia.isoformat(),
            "justificativa": self.sorte.choice(PRODUCOES),
        }
        self.dar(Comando(C.ENTRAR_EM_PRODUCAO, dados=dados), self.da_gerencia())

    def acompanhar(self, quantos: int | None = None) -> None:
        """Os itens de depois da produção; sem `quantos`, todos."""
        for feitos, item in enumerate(self.por_fazer(self.roteiro.principais[-1], Fase.DEPOIS)):
            if feitos == quantos:
                return
            self.andar(self.sorte.randint(1, 6))
            self.fazer(item)

    def concluir(self) -> None:
        """Da produção à última aprovação."""
        self.acompanhar()
        ultima = self.roteiro.principais[-1]
        self.enviar(ultima.chave)
        self.aprovar(ultima.chave)

    def suspender(self, motivo: str, ate: date) -> None:
        dados = {"motivo": motivo, "retomar_em": ate.isoformat()}
        self.dar(Comando(C.SUSPENDER, dados=dados), self.da_gerencia())

    def desistir(self, motivo: str) -> None:
        self.dar(Comando(C.DESISTIR, dados={"motivo": motivo}), self.da_gerencia())

    def retomar(self, motivo: str) -> None:
        self.dar(Comando(C.RETOMAR, dados={"motivo": motivo}), self.da_gerencia())

    def readmitir(self, motivo: str) -> None:
        self.dar(Comando(C.READMITIR, dados={"motivo": motivo}), self.da_gerencia())

    def pedir_ajuda(self, motivo: str, texto: str, alvo: str, dono: str = "prodesp") -> None:
        dados = {"motivo_bloqueio": motivo, "dono": dono, "alvo": alvo, "texto": texto}
        self.dar(Comando(C.DECLARAR_BLOQUEIO, dados=dados), self.da_cidade(Papel.GESTOR_SEI))

    def resolver_ajuda(self, motivo: str) -> None:
        """Fecha o último pedido; o número dele só se sabe quando o motor o conta."""

        def comando(estado: Estado) -> Comando:
            dados = {"bloqueio": max(estado.bloqueios), "motivo": motivo}
            return Comando(C.RESOLVER_BLOQUEIO, dados=dados)

        self.dar(comando, self.da_gerencia())

    def prorrogar(self, chave: str, dias_uteis: int, motivo: str) -> None:
        ate = self.calendario.somar(self.dia, dias_uteis)
        dados = {"ate": ate.isoformat(), "motivo": motivo}
        self.dar(Comando(C.PRORROGAR_PRAZO, etapa=chave, dados=dados), self.da_gerencia())

    def recolher(self, chave: str, motivo: str) -> None:
        papel = self.roteiro.por_chave[chave].papel_de_envio
        comando = Comando(C.RECOLHER_ETAPA, etapa=chave, dados={"motivo": motivo})
        self.dar(comando, self.da_cidade(papel))

    def pedir_dispensa(self, chave: str, justificativa: str) -> None:
        item = self.roteiro.itens[chave]
        comando = Comando(C.PEDIR_DISPENSA, item=chave, dados={"justificativa": justificativa})
        self.dar(comando, self.da_cidade(item.papel))

    def confirmar_dispensa(self, chave: str) -> None:
        self.dar(Comando(C.CONFIRMAR_DISPENSA, item=chave), self.da_gerencia())
        self.resolvidos.add(chave)

    def reabrir(self, chave: str, motivo: str) -> None:
        comando = Comando(C.REABRIR_ETAPA, etapa=chave, dados={"motivo": motivo})
        self.dar(comando, self.da_gerencia())

"""Meses de história fictícia, decididos pelo motor de verdade, passo a passo.

Uma `Historia` anda no tempo em dias úteis do município e acumula passos para
`carregar_historico`. O que ela dá por satisfeito num item fica em `datas`;
depois, cada etapa cria as linhas que tornam isso verdade.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Lado, Papel
from seicidades.contas.models import Usuario
from seicidades.fluxo.declaracao import Fase, Fato, Roteiro
from seicidades.fluxo.nucleo.comandos import FUSO, Ator, Canal, Comando, TipoDeComando
from seicidades.fluxo.nucleo.definicao import Etapa, Item
from seicidades.fluxo.servicos import Passo
from seicidades.municipios.models import Orgao

C = TipoDeComando
TEXTO = "Feito e conferido com a equipe."


@dataclass
class Historia:
    """A implantação de um órgão, do início até onde o enredo a leva."""

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
    passos: list[Passo] = field(default_factory=list)
    datas: dict[str, date] = field(default_factory=dict)
    resolvidos: set[str] = field(default_factory=set)
    minutos: int = 0

    # Tempo

    def andar(self, dias_uteis: int) -> None:
        self.dia = self.calendario.somar(self.dia, dias_uteis)
        self.minutos = 0

    @property
    def agora(self) -> datetime:
        """Instantes crescentes no mesmo dia, em horário de expediente."""
        self.minutos += 1 + self.sorte.randrange(9)
        inicio = datetime.combine(self.dia, time(9), tzinfo=FUSO)
        return inicio + timedelta(minutes=self.minutos)

    # Quem

    def da_gerencia(self, em_nome_de: str = "", origem: str = Canal.TELA) -> Ator:
        return Ator(self.gerente.pk, frozenset({Papel.GERENTE}), Papel.GERENTE, em_nome_de, origem)

    def da_cidade(self, papel: Papel) -> Ator:
        return Ator(self.pessoas[papel].pk, frozenset({papel}))

    def quem_aprova(self) -> Ator:
        return Ator(self.aprovador.pk, frozenset(), self.aprovador.papel_estado)

    def quem_faz(self, item: Item) -> Ator:
        if item.lado in (Lado.SGGD, Lado.TERCEIRO):
            return self.da_gerencia(item.lado.value, Canal.SEI)
        return self.da_gerencia() if item.lado == Lado.PRODESP else self.da_cidade(item.papel)

    # Passos

    def dar(self, comando: Comando, ator: Ator) -> None:
        fatos = {
            i.chave: Fato(i.chave in self.datas, "Informado." if i.chave in self.datas else "falta")
            for i in self.roteiro.itens.values()
            if i.por_fato
        }
        self.passos.append(Passo(comando, ator, self.agora, fatos))

    def iniciar(self) -> None:
        self.dar(Comando(C.INICIAR), self.da_gerencia())

    def fazer(self, item: Item, em_nome: bool = False) -> None:
        """O item fica pronto hoje; com `em_nome`, a gerência registra por quem é do papel."""
        ator = self.quem_faz(item)
        if em_nome and item.lado == Lado.MUNICIPIO:
            ator = self.da_gerencia(str(item.papel), Canal.TELEFONE)
        dados = {"comprovacao": "Informado em conversa com a equipe da cidade."}
        if item.por_fato:
            self.datas[item.chave] = self.dia
            dados |= {"resumo": "Informado.", "arquivos": [], "satisfeito": True}
            self.dar(Comando(C.ALTERAR_FATOS, item=item.chave, dados=dados), ator)
        else:
            dados |= {"texto": TEXTO, "arquivos": [self.arquivo] if item.exige_arquivo else []}
            self.dar(Comando(C.CONCLUIR_ITEM, item=item.chave, dados=dados), ator)
        self.resolvidos.add(item.chave)

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
            self.andar(self.sorte.randint(0, self.ritmo))
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
        self.dar(Comando(C.APROVAR_ETAPA, etapa=chave), self.quem_aprova())

    def etapa(self, chave: str, em_nome: bool = False) -> None:
        """A etapa inteira, sem tropeço."""
        self.preencher(chave, em_nome=em_nome)
        self.enviar(chave)
        self.aprovar(chave)

    def produzir(self) -> None:
        self.andar(2)
        dados = {
            "data": self.dia.isoformat(),
            "justificativa": "Acessos e unidades conferidos; a equipe da cidade confirmou a data.",
        }
        self.dar(Comando(C.ENTRAR_EM_PRODUCAO, dados=dados), self.da_gerencia())

    def concluir(self) -> None:
        """Da produção à última aprovação."""
        ultima = self.roteiro.principais[-1]
        for item in self.por_fazer(ultima, Fase.DEPOIS):
            self.andar(self.sorte.randint(1, 6))
            self.fazer(item)
        self.enviar(ultima.chave)
        self.aprovar(ultima.chave)

    def suspender(self, motivo: str, ate: date) -> None:
        dados = {"motivo": motivo, "retomar_em": ate.isoformat()}
        self.dar(Comando(C.SUSPENDER, dados=dados), self.da_gerencia())

    def desistir(self, motivo: str) -> None:
        self.dar(Comando(C.DESISTIR, dados={"motivo": motivo}), self.da_gerencia())

    def pedir_ajuda(self, motivo: str, texto: str, alvo: str) -> None:
        dados = {"motivo_bloqueio": motivo, "dono": "prodesp", "alvo": alvo, "texto": texto}
        self.dar(Comando(C.DECLARAR_BLOQUEIO, dados=dados), self.da_cidade(Papel.GESTOR_SEI))

    def pedir_dispensa(self, chave: str, justificativa: str) -> None:
        item = self.roteiro.itens[chave]
        comando = Comando(C.PEDIR_DISPENSA, item=chave, dados={"justificativa": justificativa})
        self.dar(comando, self.da_cidade(item.papel))

    def reabrir(self, chave: str, motivo: str) -> None:
        comando = Comando(C.REABRIR_ETAPA, etapa=chave, dados={"motivo": motivo})
        self.dar(comando, self.da_gerencia())

from permits.desk.services.entering import PaperData, enter_paper, look_at

__all__ = ["PaperData", "enter_paper", "look_at"]
